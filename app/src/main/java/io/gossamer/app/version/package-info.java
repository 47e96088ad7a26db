/** Which versions of libraries are running. */
package io.gossamer.app.version;
