import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Platform } from "./types";

export const tauri: Platform = {
  rpc: (command, request) => invoke("rpc", { command, request }),
  onChanged: (handler) => listen("changed", () => handler()),
  defaultFolder: () => invoke<string>("default_folder"),
};
