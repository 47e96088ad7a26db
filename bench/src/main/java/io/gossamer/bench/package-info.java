/**
 * The command that runs the benchmarks. What is measured lives in the packages below: {@code kernel}, {@code collective},
 * {@code step}; how it is printed in {@code report}.
 */
package io.gossamer.bench;
