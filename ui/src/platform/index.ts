import { tauri } from "./tauri";
import type { Platform } from "./types";

export const platform: Platform = tauri;
