//! A type of column as generators make it, in small.
#![expect(unreachable_pub, reason = "generators make it public")]

use super::*;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Civil {
    year: i16,
    month: u8,
    day: u8,
}

mod wit {
    pub use super::Civil as Date;

    #[derive(Clone, Copy, Debug, PartialEq)]
    pub enum DataClass {
        None,
    }

    #[derive(Clone, Debug, PartialEq)]
    pub struct Texts {
        pub joined: String,
        pub ends: Vec<u32>,
    }

    #[derive(Clone, Debug, PartialEq)]
    pub struct Blobs {
        pub joined: Vec<u8>,
        pub ends: Vec<u32>,
    }

    #[derive(Clone, Debug, PartialEq)]
    pub enum Values {
        Text(Texts),
        Integer(Vec<i64>),
        Number(Vec<f64>),
        Boolean(Vec<bool>),
        Date(Vec<Date>),
        Timestamp(Vec<i64>),
        Bytes(Blobs),
    }

    #[derive(Clone, Debug, PartialEq)]
    pub struct Column {
        pub name: String,
        pub class: DataClass,
        pub values: Values,
        pub absent: Vec<u32>,
    }
}

type Rows = Cells<Civil>;

columnar!(wit, Rows);

fn packed(cells: &Rows) -> wit::Column {
    wit::Column::pack("field", wit::DataClass::None, cells)
}

fn texts() -> wit::Column {
    let cells = ["Zoë", "", "李"].map(|text| Some(text.to_owned()));
    packed(&Cells::Text(cells.into_iter().chain([None]).collect()))
}

#[test]
fn every_type_comes_back_as_it_was() {
    let day = Civil {
        year: -44,
        month: 3,
        day: 15,
    };
    let all = [
        Cells::Text(vec![Some("Zoë".into()), None, Some(String::new())]),
        Cells::Integer(vec![Some(i64::MIN), Some(0), None]),
        Cells::Number(vec![None, Some(-0.5), Some(0.0)]),
        Cells::Boolean(vec![Some(true), Some(false), None]),
        Cells::Date(vec![Some(day), None, None]),
        Cells::Timestamp(vec![None, None, Some(-1)]),
        Cells::Bytes(vec![Some(vec![0, 255]), Some(vec![]), None]),
        Cells::Text(vec![]),
    ];
    for cells in all {
        let column = packed(&cells);
        assert_eq!(column.check(), Ok(()), "{cells:?}");
        assert_eq!(column.unpack(), cells);
    }
}

#[test]
fn a_column_of_texts_is_one_text_and_the_ends_of_its_rows() {
    let column = texts();
    let wit::Values::Text(texts) = &column.values else {
        panic!("{column:?}");
    };
    assert_eq!(texts.joined, "Zoë李");
    assert_eq!(texts.ends, [4, 4, 7, 7]);
    assert_eq!((column.absent.as_slice(), column.rows()), (&[3][..], 4));
}

#[test]
fn a_column_that_is_none_is_told() {
    let fault = |change: fn(&mut wit::Column, &mut Vec<u32>)| {
        let mut column = texts();
        let wit::Values::Text(texts) = &mut column.values else {
            panic!("{column:?}");
        };
        let mut ends = std::mem::take(&mut texts.ends);
        change(&mut column, &mut ends);
        let wit::Values::Text(texts) = &mut column.values else {
            panic!("{column:?}");
        };
        texts.ends = ends;
        column.check().unwrap_err().to_string()
    };
    assert!(fault(|_, ends| ends.swap(1, 2)).contains("ends that do not ascend"));
    assert!(fault(|_, ends| ends[0] = 3).contains("within a character"));
    assert!(fault(|_, ends| ends[3] = 8).contains("where its values end"));
    assert!(fault(|_, ends| ends.truncate(2)).contains("where its values end"));
    assert!(fault(|_, ends| ends.clear()).contains("where its values end"));
    assert!(fault(|column, _| column.absent = vec![4]).contains("no row"));
    assert!(fault(|column, _| column.absent = vec![1, 1]).contains("do not ascend"));
    assert!(fault(|column, _| column.absent = vec![2, 1]).contains("do not ascend"));
}

#[test]
fn what_is_no_column_is_unpacked_without_harm() {
    let column = wit::Column {
        values: wit::Values::Text(wit::Texts {
            joined: "ë".into(),
            ends: vec![1, 9, 2, u32::MAX],
        }),
        absent: vec![77, 0],
        ..texts()
    };
    assert_eq!(column.unpack(), Cells::Text(vec![None; 4]));
    assert_eq!(sparse(vec![1, 2], &[9, 1]), [Some(1), None]);
}
