;; Answers with these columns.
(func $answer (param $columns i32) (param $count i32) (result i32)
    (i32.store (i32.const 1024) (i32.const 0))
    (i32.store (i32.const 1028) (local.get $columns))
    (i32.store (i32.const 1032) (local.get $count))
    (i32.const 1024))
