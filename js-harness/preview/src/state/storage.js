const KEY = 'kuma-gapi-preview';

/** What was stored, or undefined. */
export function restore() {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(stored?.documents) && stored.documents.length > 0 ? stored : undefined;
  } catch {
    return undefined;
  }
}

/** Stores the work without key bytes; false where the browser has no room for it. */
export function store(work) {
  try {
    localStorage.setItem(KEY, JSON.stringify(work));
    return true;
  } catch {
    return false;
  }
}
