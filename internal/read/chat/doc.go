// Package chat asks a language model through an OpenAI-compatible endpoint, as LM Studio,
// llama.cpp, Ollama, vLLM and most providers offer one: POST ADDRESS/chat/completions.
//
// Which one is the user's choice, by SALIENT_MODEL_URL, SALIENT_MODEL_NAME and
// SALIENT_MODEL_KEY; without them there is none. What is asked, and what of an answer is
// believed, is read.Inquiry's business.
//
// The far end isn't trusted. Plain HTTP is for this machine alone; redirects aren't followed, so
// that key and text go nowhere else; an answer may have MaxAnswer bytes; each call and each wait
// is bounded. No error and no message has the key, a word of the text, or a word of an answer.
package chat
