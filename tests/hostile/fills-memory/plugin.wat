;; Writes all its memory again and again, which the clock alone stops late.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (func {{head}}
        (drop (memory.grow (i32.const 200)))
        (loop $on
            (memory.fill (i32.const 8192) (i32.const 7) (i32.const 12582912))
            (br $on))
        (unreachable))
)
