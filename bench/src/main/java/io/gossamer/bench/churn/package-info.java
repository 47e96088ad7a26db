/** Whether a group of processes goes on while its members are killed and others join. */
package io.gossamer.bench.churn;
