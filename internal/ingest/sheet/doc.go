// Package sheet reads tables from files: CSV with any of the usual separators and encodings, and
// workbooks of Office Open XML (.xlsx). Formulas are their last values, dates are written as
// 2013-05-20, hidden rows and sheets are read, charts and pictures aren't.
//
// Both are bounded: in rows, columns, cells, and in what a workbook unpacks to.
package sheet
