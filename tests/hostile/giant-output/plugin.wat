;; Answers with a thousand texts that are all the same mebibyte.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (func {{head}}
        (local $values i32) (local $text i32) (local $row i32)
        (local.set $text (call $take (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 1048576)))
        (memory.fill (local.get $text) (i32.const 120) (i32.const 1048576))
        (local.set $values (call $take (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 12000)))
        (loop $more
            (i32.store (i32.add (local.get $values) (local.get $row)) (i32.const 1))
            (i32.store (i32.add (i32.add (local.get $values) (local.get $row)) (i32.const 4))
                (local.get $text))
            (i32.store (i32.add (i32.add (local.get $values) (local.get $row)) (i32.const 8))
                (i32.const 1048576))
            (local.set $row (i32.add (local.get $row) (i32.const 12)))
            (br_if $more (i32.lt_u (local.get $row) (i32.const 12000))))
        (i32.store (i32.add (local.get $columns) (i32.const 16)) (local.get $values))
        (i32.store (i32.add (local.get $columns) (i32.const 20)) (i32.const 1000))
        (call $answer (local.get $columns) (local.get $count)))
)
