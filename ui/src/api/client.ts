import { platform } from "../platform";
import { asApiError, Refusal } from "./errors";
import type { Commands } from "./gen/api";

/**
 * Runs one command of the workstation.
 *
 * @throws {Refusal} with the workstation's own words, or ours when it could not be reached.
 */
export async function call<K extends keyof Commands>(
  command: K,
  request: Commands[K]["req"],
): Promise<Commands[K]["res"]> {
  try {
    return (await platform.rpc(command, request)) as Commands[K]["res"];
  } catch (thrown) {
    throw new Refusal(asApiError(thrown));
  }
}
