;; Answers with a row more than it was given, an empty text.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (func {{head}}
        (local $ends i32) (local $rows i32)
        (local.set $rows (i32.load (i32.add (local.get $columns) (i32.const 28))))
        (local.set $ends (call $take (i32.const 0) (i32.const 0) (i32.const 4)
            (i32.mul (i32.add (local.get $rows) (i32.const 1)) (i32.const 4))))
        (memory.copy (local.get $ends)
            (i32.load (i32.add (local.get $columns) (i32.const 24)))
            (i32.mul (local.get $rows) (i32.const 4)))
        (i32.store (i32.add (local.get $ends) (i32.mul (local.get $rows) (i32.const 4)))
            (i32.load (i32.add (local.get $columns) (i32.const 20))))
        (i32.store (i32.add (local.get $columns) (i32.const 24)) (local.get $ends))
        (i32.store (i32.add (local.get $columns) (i32.const 28))
            (i32.add (local.get $rows) (i32.const 1)))
        (call $answer (local.get $columns) (local.get $count)))
)
