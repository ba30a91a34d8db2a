;; Answers with a last row that ends behind the text.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (func {{head}}
        (local $last i32)
        (local.set $last (i32.add
            (i32.load (i32.add (local.get $columns) (i32.const 24)))
            (i32.mul (i32.const 4) (i32.sub
                (i32.load (i32.add (local.get $columns) (i32.const 28))) (i32.const 1)))))
        (i32.store (local.get $last) (i32.const -1))
        (call $answer (local.get $columns) (local.get $count)))
)
