/** The description of a job: everything that decides its result, and nothing else. */
package io.gossamer.train.job;
