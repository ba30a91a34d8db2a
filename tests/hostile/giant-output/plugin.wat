;; Answers with a thousand columns whose texts are all the same mebibyte.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (func {{head}}
        (local $all i32) (local $text i32) (local $column i32) (local $at i32)
        (local.set $text (call $take (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 1048576)))
        (memory.fill (local.get $text) (i32.const 120) (i32.const 1048576))
        (local.set $all (call $take (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 40000)))
        (loop $more
            (local.set $column (i32.add (local.get $all) (local.get $at)))
            (memory.copy (local.get $column) (local.get $columns) (i32.const 40))
            (i32.store (i32.add (local.get $column) (i32.const 16)) (local.get $text))
            (i32.store (i32.add (local.get $column) (i32.const 20)) (i32.const 1048576))
            (local.set $at (i32.add (local.get $at) (i32.const 40)))
            (br_if $more (i32.lt_u (local.get $at) (i32.const 40000))))
        (call $answer (local.get $all) (i32.const 1000)))
)
