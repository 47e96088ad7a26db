/** Renders the outcome of a job as one self-contained HTML page. Figures are made elsewhere; here they are shown. */
package io.gossamer.app.report;
