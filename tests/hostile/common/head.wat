(export "lethe:plugin/anonymizer@1.1.0#anonymize")
    (param $collection i32) (param $collection-length i32) (param $now i64)
    (param $parameters i32) (param $parameters-length i32) (param $seed i64)
    (param $columns i32) (param $count i32) (result i32)
