/** What a benchmark measured, and how it is printed. Nothing here measures. */
package io.gossamer.bench.report;
