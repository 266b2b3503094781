import type { FeesIn } from "../../api";
import { countOf } from "../../i18n/money";

/** What an officer says about the fees of a case, as typed. */
export class FeesAsked {
  pages = $state("");
  copies = $state("");
  persons = $state("");
  option = $state("");
  exemption = $state("");

  /** What is sent; `null` where nothing was said. */
  given(): FeesIn | null {
    const given: FeesIn = {};
    const [pages, copies, persons] = [this.pages, this.copies, this.persons].map(countOf);
    if (pages != null) given.pages = pages;
    if (copies != null) given.copies = copies;
    if (persons != null) given.persons = persons;
    if (this.option !== "") given.option = this.option;
    if (this.exemption !== "") given.exemption = this.exemption;
    return Object.keys(given).length > 0 ? given : null;
  }

  clear(): void {
    this.pages = "";
    this.copies = "";
    this.persons = "";
    this.option = "";
    this.exemption = "";
  }
}
