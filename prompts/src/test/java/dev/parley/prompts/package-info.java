/**
 * The tests of prompts, and {@link dev.parley.prompts.EasyQuestions}, which the real-model tests of other modules use
 * too. Nothing here starts a model.
 */
package dev.parley.prompts;
