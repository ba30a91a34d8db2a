;; Answers with a row that ends within a character.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (func {{head}}
        (i32.store8 (i32.load (i32.add (local.get $columns) (i32.const 16))) (i32.const 0xc3))
        (i32.store8 offset=1 (i32.load (i32.add (local.get $columns) (i32.const 16))) (i32.const 0xb6))
        (i32.store (i32.load (i32.add (local.get $columns) (i32.const 24))) (i32.const 1))
        (call $answer (local.get $columns) (local.get $count)))
)
