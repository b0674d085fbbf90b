import { computed, ref } from 'vue';

/** Shorter lists need no filter. */
const FEW = 20;

/**
 * What of some lists holds all words that somebody looks for: `lists` gives `{ name: items }`, and `texts` tells by the
 * same names what of an item is looked through.
 */
export function useFilter(lists, texts) {
  const wanted = ref('');
  const words = computed(() => wanted.value.toLowerCase().split(/\s+/).filter(Boolean));
  const found = computed(() => Object.fromEntries(Object.entries(lists()).map(([name, items]) => [name, matching(items, words.value, texts[name])])));
  const total = computed(() => Math.max(...Object.values(lists()).map((items) => items.length)));
  return { wanted, found, total, isUseful: computed(() => total.value > FEW || wanted.value !== '') };
}

/** The items whose text holds all these words, in small letters. */
export function matching(items, words, textOf) {
  if (words.length === 0) return items;
  return items.filter((item) => {
    const text = textOf(item).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
