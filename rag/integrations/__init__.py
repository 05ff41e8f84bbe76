"""The archive as an object of other frameworks: LangChain's chain and retriever."""
