/** Tasks: data to learn from, data to be judged on, and the networks that fit them. */
package io.gossamer.model.task;
