// Package conformance runs Gateway API's own conformance suite, as it is, against the controller on a real API server,
// with stubs of what else runs in a cluster. The suite's requests are answered by the policy module's model of Kuma's data
// plane, from the Kuma objects, Services and pods that the API server has at that moment.
//
// It says whether the translation is right. It is no conformance claim for a data plane: none runs here.
package conformance
