/**
 * An id as one segment of a path; undefined when no path can hold it, so that nothing stands under it. NOTE: `.` and `..`
 * lead elsewhere, however they are escaped.
 */
export function findPathSegment(id: string): string | undefined {
  return id === "" || id === "." || id === ".." || !id.isWellFormed() ? undefined : encodeURIComponent(id);
}
