/** The commands: their options, their help, and which part of the house answers them. */
package io.gossamer.app.command;
