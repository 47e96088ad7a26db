/** Which version of Gossamer and of its libraries is running. */
package io.gossamer.app.version;
