import streamlit as st; st.write('revue_envoi')
