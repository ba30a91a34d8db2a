;; Divides by zero.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (func {{head}}
        (i32.div_u (i32.const 1) (i32.sub (local.get $count) (local.get $count))))
)
