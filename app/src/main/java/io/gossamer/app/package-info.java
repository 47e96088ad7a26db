/** The entry point of the command line. What the commands do lives in the packages below and in the other modules. */
package io.gossamer.app;
