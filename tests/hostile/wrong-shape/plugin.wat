;; Answers with a variant that does not exist.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (func {{head}}
        (i32.store8 (i32.add (local.get $columns) (i32.const 12)) (i32.const 99))
        (call $answer (local.get $columns) (local.get $count)))
)
