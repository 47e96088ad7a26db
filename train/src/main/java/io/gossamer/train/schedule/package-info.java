/** Schedules, pure functions of the step: when to talk, how fast to learn, how densely to send. */
package io.gossamer.train.schedule;
