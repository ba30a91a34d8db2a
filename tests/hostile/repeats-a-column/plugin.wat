;; Answers with its first column twice.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (func {{head}}
        (local $all i32)
        (local.set $all (call $take (i32.const 0) (i32.const 0) (i32.const 4)
            (i32.mul (i32.add (local.get $count) (i32.const 1)) (i32.const 40))))
        (memory.copy (local.get $all) (local.get $columns) (i32.const 40))
        (memory.copy (i32.add (local.get $all) (i32.const 40)) (local.get $columns)
            (i32.mul (local.get $count) (i32.const 40)))
        (call $answer (local.get $all) (i32.add (local.get $count) (i32.const 1))))
)
