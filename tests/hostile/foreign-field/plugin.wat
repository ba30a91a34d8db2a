;; Answers with a field that it was not given: another one of the same record.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (data (i32.const 2048) "salary")
    (func {{head}}
        (i32.store (local.get $columns) (i32.const 2048))
        (i32.store (i32.add (local.get $columns) (i32.const 4)) (i32.const 6))
        (call $answer (local.get $columns) (local.get $count)))
)
