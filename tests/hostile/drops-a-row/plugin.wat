;; Answers with one row less than it was given.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (func {{head}}
        (local $rows i32)
        (local.set $rows
            (i32.sub (i32.load (i32.add (local.get $columns) (i32.const 28))) (i32.const 1)))
        (i32.store (i32.add (local.get $columns) (i32.const 28)) (local.get $rows))
        (call $answer (local.get $columns) (local.get $count)))
)
