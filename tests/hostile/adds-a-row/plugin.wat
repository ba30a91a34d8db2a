;; Answers with a row more than it was given.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (func {{head}}
        (local $values i32) (local $rows i32)
        (local.set $rows (i32.load (i32.add (local.get $columns) (i32.const 20))))
        (local.set $values (call $take (i32.const 0) (i32.const 0) (i32.const 4)
            (i32.mul (i32.add (local.get $rows) (i32.const 1)) (i32.const 12))))
        (memory.copy (local.get $values)
            (i32.load (i32.add (local.get $columns) (i32.const 16)))
            (i32.mul (local.get $rows) (i32.const 12)))
        (i32.store (i32.add (local.get $columns) (i32.const 16)) (local.get $values))
        (i32.store (i32.add (local.get $columns) (i32.const 20))
            (i32.add (local.get $rows) (i32.const 1)))
        (call $answer (local.get $columns) (local.get $count)))
)
