;; Answers with text that is not UTF-8.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (data (i32.const 2048) "\ff\fe\fd\fc")
    (func {{head}}
        (i32.store (i32.add (local.get $columns) (i32.const 16)) (i32.const 2048))
        (i32.store (i32.add (local.get $columns) (i32.const 20)) (i32.const 4))
        (call $answer (local.get $columns) (local.get $count)))
)
