/** Whether memory stays flat over thousands of operations. */
package io.gossamer.bench.soak;
