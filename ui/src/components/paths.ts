/** `folder` and `name` joined the way the folder itself is written (Windows or not). */
export function joinPath(folder: string, name: string): string {
  if (folder === "") return name;
  const separator = folder.includes("\\") ? "\\" : "/";
  return folder.endsWith(separator) ? folder + name : folder + separator + name;
}
