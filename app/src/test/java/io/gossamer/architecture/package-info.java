/** The rules of the house, held against the class files of all modules. The fixtures break each rule once. */
package io.gossamer.architecture;
