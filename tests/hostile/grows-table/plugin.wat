;; Takes five million table elements.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (table $table 1 funcref)
    (func {{head}}
        (if (i32.eq (table.grow $table (ref.null func) (i32.const 5000000)) (i32.const -1))
            (then (unreachable)))
        (call $answer (local.get $columns) (local.get $count)))
)
