export { toBase64 } from "../../components/base64";
