;; Answers with one row less than it was given.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (func {{head}}
        (i32.store (i32.add (local.get $columns) (i32.const 20))
            (i32.sub (i32.load (i32.add (local.get $columns) (i32.const 20))) (i32.const 1)))
        (call $answer (local.get $columns) (local.get $count)))
)
