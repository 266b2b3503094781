import type { PaymentWay } from "../../api";
import { m } from "../../i18n";

/** vi: hình thức nộp phí, lệ phí */
export function wayName(way: PaymentWay): string {
  switch (way) {
    case "cash":
      return m.fees_way_cash();
    case "transfer":
      return m.fees_way_transfer();
    case "online":
      return m.fees_way_online();
  }
}
