import type { DocumentForm, Kinship, Place, ReturnWay, Submitter } from "../api";
import { m } from "../i18n";

/** vi: loại giấy tờ (bản chính, bản sao, bản chụp, bản điện tử) */
export function formName(form: DocumentForm): string {
  switch (form) {
    case "original":
      return m.form_original();
    case "certified":
      return m.form_certified();
    case "copy":
      return m.form_copy();
    case "electronic":
      return m.form_electronic();
  }
}

/** vi: nộp / xuất trình / tra cứu dữ liệu */
export function handlingName(handling: "submit" | "present" | "lookup"): string {
  switch (handling) {
    case "submit":
      return m.handling_submit();
    case "present":
      return m.handling_present();
    case "lookup":
      return m.handling_lookup();
  }
}

/** vi: hình thức nhận kết quả */
export function returnWayName(way: ReturnWay): string {
  switch (way) {
    case "at_point":
      return m.return_at_point();
    case "at_home":
      return m.return_at_home();
    case "post":
      return m.return_post();
    case "electronic":
      return m.return_electronic();
  }
}

/** vi: tư cách người nộp hồ sơ */
export function relationName(relation: Submitter["relation"]): string {
  switch (relation) {
    case "self":
      return m.relation_self();
    case "relative":
      return m.relation_relative();
    case "authorised":
      return m.relation_authorised();
    case "representative":
      return m.relation_representative();
    case "post":
      return m.relation_post();
  }
}

/** Every kinship an officer may choose, the nearest first. */
export const kinships: Kinship[] = [
  "grandfather",
  "grandmother",
  "father",
  "mother",
  "child",
  "wife",
  "husband",
  "elder_brother",
  "elder_sister",
  "younger_sibling",
  "other",
];

/** vi: quan hệ với người yêu cầu */
export function kinshipName(kinship: Kinship): string {
  switch (kinship) {
    case "grandfather":
      return m.kinship_grandfather();
    case "grandmother":
      return m.kinship_grandmother();
    case "father":
      return m.kinship_father();
    case "mother":
      return m.kinship_mother();
    case "child":
      return m.kinship_child();
    case "wife":
      return m.kinship_wife();
    case "husband":
      return m.kinship_husband();
    case "elder_brother":
      return m.kinship_elder_brother();
    case "elder_sister":
      return m.kinship_elder_sister();
    case "younger_sibling":
      return m.kinship_younger_sibling();
    case "other":
      return m.kinship_other();
  }
}

/** vi: nơi tiếp nhận */
export function placeName(place: Place): string {
  const name = place.kind === "home" ? m.place_home() : (place.name ?? m.place_centre());
  return place.address ? `${name} – ${place.address}` : name;
}

/** Sex as printed; empty when the paper does not say. */
export function sexName(sex: "M" | "F" | null | undefined): string {
  if (sex === "M") return m.applicant_male();
  if (sex === "F") return m.applicant_female();
  return "";
}

/** A procedure's name without the word that nearly all of them start with, for narrow columns. */
export function shortProcedure(name: string): string {
  const rest = name.replace(/^thủ tục\s+/i, "");
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
