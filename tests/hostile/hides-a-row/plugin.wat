;; Answers that a row has no value which is no row.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (func {{head}}
        (i32.store (i32.const 2048) (i32.const 100000))
        (i32.store (i32.add (local.get $columns) (i32.const 32)) (i32.const 2048))
        (i32.store (i32.add (local.get $columns) (i32.const 36)) (i32.const 1))
        (call $answer (local.get $columns) (local.get $count)))
)
