import { computed, ref, shallowRef, watch } from 'vue';

import { TARGETS, USUAL_TARGET, neighbourOf, upgradeBetween } from './targets.js';

/** An outcome comes with each key, and two targets are evaluated here: a moment of rest is waited for. */
const REST = 300;

/** The input under another target, compared anew whenever it changes, while somebody looks. */
export function createUpgrade(workspace) {
  const { current, isStale, options } = workspace;
  const chosen = ref();
  const isShown = ref(false);
  /** `{ targets, ok }` or `{ targets, error }`. */
  const answer = shallowRef();
  const own = computed(() => options.value.target ?? USUAL_TARGET);
  const other = computed(() => (chosen.value && chosen.value !== own.value ? chosen.value : neighbourOf(own.value)));
  const targets = computed(() => upgradeBetween(own.value, other.value));
  let turn = 0;
  let waiting;

  async function run() {
    if (isStale.value || !current.value) return;
    const mine = (turn += 1);
    const asked = targets.value;
    try {
      const given = await workspace.compare(asked);
      // What is answered is the input of that moment, which may be broken by now.
      if (mine === turn && !isStale.value) answer.value = { targets: asked, ...given };
    } catch {
      // The worker failed, which the page says.
    }
  }

  function schedule(rest) {
    clearTimeout(waiting);
    if (isShown.value) waiting = setTimeout(run, rest);
  }
  watch(current, () => schedule(REST));
  watch([isShown, targets], () => schedule(0));

  return {
    own, other, answer,
    others: computed(() => TARGETS.filter(({ target }) => target !== own.value)),
    show: (isIt) => (isShown.value = isIt),
    choose: (target) => (chosen.value = target),
  };
}
