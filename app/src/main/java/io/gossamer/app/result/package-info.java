/** The outcome of a job as others read it: the records behind {@code --json}, the table and the report. */
package io.gossamer.app.result;
