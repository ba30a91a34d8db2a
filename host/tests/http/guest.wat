(component
  (import "wasi:io/error@0.2.0" (instance $io-error
    (export "error" (type (sub resource)))))
  (alias export $io-error "error" (type $error))
  (import "wasi:io/streams@0.2.0" (instance $streams
    (alias outer 1 $error (type $error-outside))
    (export "error" (type $error-here (eq $error-outside)))
    (type $failure (variant (case "last-operation-failed" (own $error-here)) (case "closed")))
    (export "stream-error" (type $stream-error (eq $failure)))
    (export "input-stream" (type $input-stream (sub resource)))
    (export "[method]input-stream.blocking-read" (func
      (param "self" (borrow $input-stream)) (param "len" u64)
      (result (result (list u8) (error $stream-error)))))))
  (alias export $streams "input-stream" (type $input-stream))
  (import "wasi:http/types@0.2.0" (instance $types
    (alias outer 1 $input-stream (type $input-stream-outside))
    (export "input-stream" (type $input-stream-here (eq $input-stream-outside)))
    (export "incoming-body" (type $incoming-body (sub resource)))
    (export "incoming-request" (type $incoming-request (sub resource)))
    (export "response-outparam" (type $response-outparam (sub resource)))
    (export "[method]incoming-request.consume" (func
      (param "self" (borrow $incoming-request)) (result (result (own $incoming-body)))))
    (export "[method]incoming-body.stream" (func
      (param "self" (borrow $incoming-body)) (result (result (own $input-stream-here)))))))
  (alias export $types "incoming-request" (type $incoming-request))
  (alias export $types "response-outparam" (type $response-outparam))

  ;; Whatever the host hands over lands in the second page.
  (core module $store
    (memory (export "memory") 2)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 65536)))
  (core instance $store (instantiate $store))
  (alias core export $store "memory" (core memory $memory))
  (alias core export $store "realloc" (core func $realloc))
  (core func $consume (canon lower (func $types "[method]incoming-request.consume")
    (memory $memory)))
  (core func $stream (canon lower (func $types "[method]incoming-body.stream") (memory $memory)))
  (core func $read (canon lower (func $streams "[method]input-stream.blocking-read")
    (memory $memory) (realloc $realloc)))

  (core module $handler
    (import "host" "consume" (func $consume (param i32 i32)))
    (import "host" "stream" (func $stream (param i32 i32)))
    (import "host" "read" (func $read (param i32 i64 i32)))
    (import "store" "memory" (memory 2))
    (func (export "handle") (param $request i32) (param $answer i32)
      (local $input i32)
      ;; HANDLER
    ))
  (core instance $handler (instantiate $handler
    (with "store" (instance $store))
    (with "host" (instance
      (export "consume" (func $consume))
      (export "stream" (func $stream))
      (export "read" (func $read))))))
  (func $handle
    (param "request" (own $incoming-request)) (param "response-out" (own $response-outparam))
    (canon lift (core func $handler "handle")))
  (instance $exports (export "handle" (func $handle)))
  (export "wasi:http/incoming-handler@0.2.0" (instance $exports)))
