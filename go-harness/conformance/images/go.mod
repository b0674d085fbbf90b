// A stand-in for the types of the suite's own echo servers, which not every module proxy has. The tests that run here, those
// of HTTP, use none of them: no RPC can be made with these.
module sigs.k8s.io/gateway-api-conformance-images

go 1.27.0

require google.golang.org/grpc v1.84.0
