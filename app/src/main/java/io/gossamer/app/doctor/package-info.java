/** Finds out what this machine can do for Gossamer, and what to do about what it cannot. */
package io.gossamer.app.doctor;
