;; Calls itself for ever.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (func $again (param $n i64) (result i64)
        (i64.add (call $again (i64.add (local.get $n) (i64.const 1))) (local.get $n)))
    (func {{head}}
        (drop (call $again (local.get $now)))
        (unreachable))
)
